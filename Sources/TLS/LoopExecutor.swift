public import NIOCore

/// Runs the tasks of a connection on its own event loop: no thread has to be woken for a request, and none for its
/// answer. It stands in this room because an executor cannot be named to the runtime without unsafe code.
public final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    public init(_ loop: any EventLoop) { self.loop = loop }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
