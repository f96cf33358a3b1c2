import Synchronization

/// What a task gives, or nil when that has taken too long; the task goes on without anybody waiting.
func value<Value: Sendable>(
    of task: Task<Value, Never>, within deadline: Duration, by stopwatch: Stopwatch
) async -> Value? {
    let isAnswered = Mutex(false)
    return await withCheckedContinuation { continuation in
        let answer: @Sendable (Value?) -> Void = { value in
            let isFirst = isAnswered.withLock { answered in
                defer { answered = true }
                return !answered
            }
            if isFirst { continuation.resume(returning: value) }
        }
        let timer = Task {
            try? await stopwatch.sleep(deadline)
            answer(nil)
        }
        Task {
            answer(await task.value)
            timer.cancel()
        }
    }
}
