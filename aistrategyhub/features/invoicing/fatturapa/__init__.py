"""FatturaPA 1.2.3: the electronic invoice as XML, its schema, its checks and its file names. Pure."""
