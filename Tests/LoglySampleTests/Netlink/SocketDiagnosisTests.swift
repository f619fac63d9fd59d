import Testing

@testable import logly_sample

@Suite struct SocketDiagnosisTests {
    /// A netlink message: length, type, and its state at the second byte of the payload.
    private func message(_ type: UInt16, state: UInt8, length: UInt32 = 88) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 88)
        withUnsafeBytes(of: length) { bytes.replaceSubrange(0..<4, with: $0) }
        withUnsafeBytes(of: type) { bytes.replaceSubrange(4..<6, with: $0) }
        bytes[17] = state
        return bytes
    }

    @Test func countsUntilDone() {
        var connections = TCPConnections()
        let part = message(18, state: 10) + message(18, state: 1)
        #expect(part.withUnsafeBytes { connections.add(messages: $0) } == .more)
        let last = message(18, state: 6) + message(3, state: 1)
        #expect(last.withUnsafeBytes { connections.add(messages: $0) } == .done)
        #expect(connections == TCPConnections(established: 1, listen: 1, timeWait: 1, closeWait: 0, total: 3))
    }

    @Test func anErrorOrNonsenseIsARefusal() {
        var connections = TCPConnections()
        for bytes in [
            message(2, state: 0), message(18, state: 1, length: 500), message(18, state: 1, length: 3),
        ] {
            #expect(bytes.withUnsafeBytes { connections.add(messages: $0) } == .refused)
        }
        for seed: UInt64 in 0..<500 {
            var mutation = Mutation(seed: seed)
            _ = mutation.damaged(message(18, state: 1) + message(3, state: 0))
                .withUnsafeBytes { connections.add(messages: $0) }
        }
    }
}
