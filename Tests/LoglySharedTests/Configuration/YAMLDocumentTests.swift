import Testing

@testable import LoglyShared

@Suite struct YAMLDocumentTests {
    private func parse(_ text: some Sequence<UInt8>) throws(YAMLError) -> YAMLDocument {
        try Array(text).withUnsafeBufferPointer { bytes throws(YAMLError) in try YAMLDocument(parsing: bytes)
        }
    }

    @Test func keepsPlacesAndQuotes() throws {
        let root = try #require(try parse("a: 1\nb:\n  - 'x'\n  - ä: é\n".utf8).root)
        let entries = try #require(root.entries)
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(entries.map(\.place.description) == ["1:1", "2:1"])
        #expect(entries[0].value.integer == 1)
        guard case .sequence(let items) = entries[1].value.content else {
            Issue.record("b is no list")
            return
        }
        #expect(items[0].text == "x")
        #expect(items[0].place.description == "3:5")
        #expect(items[1].entries?.first?.value.place == TextPlace(line: 4, column: 8))
    }

    @Test(arguments: [
        (
            "a: [1\n",
            "2:1: did not find expected ',' or ']' while parsing a flow sequence that begins in line 1"
        ),
        ("a: 1\n b: 2\n", "2:3: mapping values are not allowed in this context"),
        ("a:\n\t- b\n", "2:1: found character that cannot start any token while scanning for the next token"),
        ("a: *b\n", "1:4: alias *b has no anchor &b before it"),
        ("a: &a [*a]\n", "1:8: alias *a has no anchor &a before it"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here; only one is read"),
        ("a: !python/object x\n", "1:4: unknown tag !python/object"),
        ("[a]: 1\n", "1:1: a key must be a word, not a list or a mapping"),
        ("a: b\u{1}\n", "1:5: control characters are not allowed"),
        ("a: {<<: 1}\n", "1:9: << takes a mapping"),
    ])
    func refuses(text: String, because reason: String) {
        let error = #expect(throws: YAMLError.self) { try parse(text.utf8) }
        #expect(error.map { "\($0.place): \($0.description)" } == reason)
    }

    @Test func refusesWhatIsNotUTF8() {
        let text = Array("host: a\n# Gr".utf8) + [0xFC] + Array("n\n".utf8)
        #expect(throws: YAMLError(at: TextPlace(line: 2, column: 5), "not UTF-8")) { try parse(text) }
    }

    /// Nine lists of nine aliases each are 9⁹ values, written out.
    @Test func refusesBillionsOfLaughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<10 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
        }
        let error = #expect(throws: YAMLError.self) { try parse(text.utf8) }
        #expect(error?.description == "more than 100000 values, aliases written out")
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func refusesDepth(opening: String) {
        let text = "a: " + (opening == "- " ? "\n" : "") + String(repeating: opening, count: 20_000)
        let error = #expect(throws: YAMLError.self) { try parse(text.utf8) }
        #expect(error?.description.contains("nested deeper") == true)
    }

    @Test func notesDuplicates() throws {
        let document = try parse("a: {x: 1, y: 2, x: 3}\na: 4\n".utf8)
        #expect(document.duplicates.map(\.key) == ["x", "a"])
        #expect(document.duplicates.map(\.section) == ["a", "a"])
        #expect(document.duplicates.map(\.place.description) == ["1:17", "2:1"])
        #expect(document.root?.entries?.count == 1)
    }

    @Test(arguments: [15, 16, 17, 18, 40])
    func notesDuplicatesAmongMany(count: Int) throws {
        let keys = (0..<count).map { "k\($0): 1\n" }.joined()
        let document = try parse((keys + "k3: 1\nk\(count - 1): 1\nk3: 1\n").utf8)
        #expect(document.duplicates.map(\.key) == ["k3", "k\(count - 1)", "k3"])
        #expect(document.duplicates.map(\.first.line) == [4, count, 4])
        #expect(document.root?.entries?.count == count)
    }

    @Test func mergesWithoutReplacing() throws {
        let text = "b: &b {x: 1, y: 2}\nc: &c {y: 3, z: 4}\nd: {<<: [*b, *c], x: 9}\n"
        let merged = try #require(try parse(text.utf8).root?.entries?.last?.value.entries)
        #expect(merged.map(\.key) == ["x", "y", "z"])
        #expect(merged.map(\.value.integer) == [9, 2, 4])
    }
}
