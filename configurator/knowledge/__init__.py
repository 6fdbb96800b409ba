"""What a compilation leaves behind: immutable, shared freely, loaded without the compiler."""
