"""One configuration, one identity: canonical document, digest, virtual product code."""
