"""Numbers, FatturaPA XML, PDF of every invoice."""
