"""Questions put to what the compiler made."""
