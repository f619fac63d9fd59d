import Testing

@testable import logly_parse

@Suite struct RecognitionModelTests {
    /// Whatever is written, rotated, packed and killed, in the end each line is stored once.
    @Test(arguments: 0..<10)
    func eachLineIsStoredOnce(block: UInt64) {
        for seed in block * 100..<block * 100 + 100 {
            var model = Model(seed: seed)
            model.write(to: model.current)
            model.run()
            for _ in 0..<40 { model.step() }
            model.run()
            if model.stored != model.written {
                let wrong = model.written.keys.filter { model.stored[$0] != model.written[$0] }
                Issue.record(
                    "seed \(seed) (\(model.rotation), header \(model.hasHeader)): \(wrong.prefix(3).map { "\($0.prefix(12)): \(model.stored[$0] ?? 0) of \(model.written[$0] ?? 0)" })"
                )
                return
            }
        }
    }
}
