import Foundation
import Synchronization

/// What came of reading some of the files of `relying-parties/`.
struct SiteFiles: Sendable {
    /// The sites with metadata of their own.
    var sites: [SiteSettings] = []
    /// The forms of all others.
    var forms: [SiteForm] = []
}

extension Inspection {
    /// Reads the files of `relying-parties/`: ten thousand of them on all processors, so that a start does not wait long.
    func sites(_ names: [String], _ premises: Premises) -> SiteFiles {
        let parts = names.count < 100 ? 1 : ProcessInfo.processInfo.activeProcessorCount
        guard parts > 1 else { return read(names, premises) }
        let (folder, environment, now) = (folder, environment, now)
        let results = Mutex<[Int: (SiteFiles, Inspected)]>([:])
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let own = Inspection(folder: folder, environment: environment, now: now)
            let range = (names.count * part / parts)..<(names.count * (part + 1) / parts)
            let read = own.read(Array(names[range]), premises)
            results.withLock { $0[part] = (read, own.inspected) }
        }
        var files = SiteFiles()
        for (_, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            files.sites += result.0.sites
            files.forms += result.0.forms
            take(result.1)
        }
        return files
    }

    private func read(_ names: [String], _ premises: Premises) -> SiteFiles {
        var files = SiteFiles()
        for name in names {
            recording = [:]
            defer { recording = nil }
            guard let file = SettingsFile(SiteForm.file(name), variable: SiteForm.variable(name), in: self) else {
                continue
            }
            let (isFresh, origin) = file.siteOrigin(premises)
            // Of a form everything but the metadata is read here, and its faults are reported.
            if let site = file.site(name, premises) { files.sites.append(site) }
            if isFresh, let origin { files.forms.append(SiteForm(name, origin, premises, from: self)) }
        }
        return files
    }
}
