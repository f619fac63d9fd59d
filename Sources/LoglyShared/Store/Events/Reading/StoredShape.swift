/// A row of `event_shapes`: what events have in common.
final class StoredShape: StoredRow {
    static var selection: String { EventShapesTable.content }

    let id: Int64
    let service: UnsafeBufferPointer<UInt8>?
    let message: StoredTemplate?
    let metadata: StoredTemplate?
    /// Where the members of the metadata are, in all its events.
    let members: StoredMembers

    init(_ id: Int64, _ row: borrowing Statement) {
        self.id = id
        service = row.bytes(0)?.copied()
        message = row.bytes(1).map { StoredTemplate($0) }
        metadata = row.bytes(2).map { StoredTemplate($0) }
        members = StoredMembers(metadata)
    }

    init(absent id: Int64) {
        self.id = id
        (service, message, metadata) = (nil, nil, nil)
        members = StoredMembers(nil)
    }

    deinit { service?.deallocate() }
}
