"""The semantic invoice: what a document says, whatever syntax or paper carries it. Pure."""
