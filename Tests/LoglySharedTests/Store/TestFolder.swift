import Foundation

/// A folder for one test's database, in memory where there is such a file system; it goes with the test.
final class TestFolder {
    private let folder: String
    var database: String { "\(folder)/logly.db" }

    init() {
        let parent =
            FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        folder = "\(parent)/logly-test-\(UUID().uuidString)"
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
