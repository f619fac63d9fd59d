import Testing

@testable import LoglyShared

@Suite struct FingerprintTests {
    @Test(arguments: [
        ("connection from 192.0.2.1 port 22", "connection from 10.0.0.17 port 65535"),
        ("peer 2001:db8::1 lost", "peer fe80::1:2:3 lost"),
        (
            "job 550e8400-e29b-41d4-a716-446655440000 failed",
            "job 6ba7b810-9dad-11d1-80b4-00c04fd430c8 failed"
        ),
        ("segfault at 0x7ffd12 ip 00007f1", "segfault at 0xdeadbeef ip 00007f2"),
        ("cannot open /var/lib/a: denied", "cannot open /srv/b/c.txt: denied"),
        (#"no such key "a b""#, #"no such key "x""#), ("user 'bob' unknown", "user 'al ice' unknown"),
        ("took 12 ms", "took   3.5 ms"), ("worker-1 died", "worker-27 died"), ("at 03:12:55", "at 23:59:59"),
        ("commit 3f2a9c1d failed", "commit 00ff12ab failed"), ("waited 30s", "waited 5s"),
        ("x: 1\n  y: 2", "x: 1 y: 3"),
    ])
    func areAlike(left: String, right: String) {
        #expect(Fingerprint.text(of: left) == Fingerprint.text(of: right))
    }

    @Test(arguments: [
        ("cannot open file", "cannot close file"), ("can't read", "can't write"),
        ("user=bob denied", "user=bob allowed"), ("read/write error", "read/only error"),
        ("timeout after 5 s", "timeout after 5 ms"), ("", "x"),
    ])
    func differ(left: String, right: String) {
        #expect(Fingerprint.text(of: left) != Fingerprint.text(of: right))
    }

    @Test(arguments: [
        ("connection from 192.0.2.1 refused.", "connection from # refused."),
        ("can't, won't", "can't, won't"),
        (#"open "a \" b" failed"#, #"open "*" failed"#), ("quote \" alone", "quote \" alone"),
        ("GET /a/b?c=1 502", "GET /*?c=# #"),
    ])
    func marks(message: String, text: String) {
        #expect(Fingerprint.text(of: message) == text)
    }

    /// Whatever the bytes are, it ends, says the same again, and its hash is that of its text.
    @Test(arguments: 0..<400 as Range<UInt64>)
    func takesAnyBytes(seed: UInt64) {
        var random = Random(seed: seed)
        let alphabet = Array("aZ09 /.:-'\"`\\%\n\t()=_\u{80}\u{FF}".utf8) + [0, 0x1B, 0xFF, 0xC3]
        let bytes = (0..<Int.random(in: 0..<6000, using: &random)).map { _ in
            alphabet.randomElement(using: &random) ?? 0
        }
        bytes.withUnsafeBufferPointer { message in
            let hash = Fingerprint.of(message)
            #expect(hash == Fingerprint.of(message))
            // A mark may be longer than the one byte that it stands for.
            #expect(Fingerprint.text(of: message).utf8.count <= 3 * Fingerprint.limit * 3)
        }
    }
}
