// SPDX-License-Identifier: Apache-2.0
private import CTrust

/// Bytes that must not be printed, copied by accident, stored or compared in the open: zeroed when they go.
///
/// Being noncopyable it can't be interpolated into a string, encoded, or put into a collection: logging or storing one
/// is a compile error. Read it with `withBytes`, for as short as possible.
@safe package struct SecretBytes: ~Copyable, @unchecked Sendable {
    // `@unchecked`: the allocation is owned by exactly one value, written only while that value is being made, and
    // freed in `deinit`; nothing else ever holds the pointer.
    private let storage: UnsafeMutableRawBufferPointer

    /// How many bytes it holds.
    package var count: Int { unsafe storage.count }

    /// Makes room for `capacity` bytes and lets `initialize` fill it; it returns how many are in use.
    package init<E: Error>(
        capacity: Int, initializingWith initialize: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) {
        let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 16)
        unsafe whole.initializeMemory(as: UInt8.self, repeating: 0)
        let used: Int
        do throws(E) {
            used = try unsafe initialize(UnsafeMutableRawBufferPointer(rebasing: whole[0..<capacity]))
        } catch {
            if let start = whole.baseAddress { unsafe trust_zero(start, whole.count) }
            unsafe whole.deallocate()
            throw error
        }
        precondition(used >= 0 && used <= capacity, "initialised more than there is room for")
        unsafe storage = UnsafeMutableRawBufferPointer(start: whole.baseAddress, count: used)
    }

    /// Copies bytes from elsewhere; the caller overwrites their own.
    package init(copying bytes: some Collection<UInt8>) {
        unsafe self.init(capacity: bytes.count) { buffer in
            unsafe buffer.copyBytes(from: bytes)
            return bytes.count
        }
    }

    /// Lends the bytes for the length of a call.
    package borrowing func withBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe body(UnsafeRawBufferPointer(storage))
    }

    /// Another copy, for a second owner.
    package borrowing func duplicate() -> SecretBytes {
        unsafe SecretBytes(copying: UnsafeRawBufferPointer(storage))
    }

    deinit {
        if let start = unsafe storage.baseAddress {
            unsafe trust_zero(start, storage.count)
            unsafe start.deallocate()
        }
    }
}

/// A secret with several readers: zeroed when the last lets go.
package final class SharedSecret: Sendable {
    private let bytes: SecretBytes
    package init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
    package func withBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe bytes.withBytes(body)
    }
    package var count: Int { bytes.count }
}
