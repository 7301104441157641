package dev.pando.node.store;

/// The store cannot do what it was asked: one line with the file and what a person can do about it.
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Why why;

    /// The kinds of failure that a caller may want to tell apart.
    public enum Why {
        /// The disk, or the size that the file may have, is used up; nothing of the transaction was written.
        DISK_FULL,
        /// The file or its directory may not be written.
        READ_ONLY,
        /// A newer Pando wrote this file.
        TOO_NEW,
        /// The file is damaged, or is none of ours.
        CORRUPT,
        /// Another process held the file for too long.
        BUSY,
        /// A rule of the schema forbids it: a value twice, a row that others refer to.
        CONSTRAINT,
        /// Anything else: the disk failed, or a statement of ours is wrong.
        FAILED
    }

    StoreException(Why why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    /// What kind of failure it is.
    public Why why() {
        return why;
    }
}
