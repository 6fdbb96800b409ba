"""Files of others, looked at by content: pictures of customers, fonts of engravers. Bytes in, facts out."""
