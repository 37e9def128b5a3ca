"""Every figure that the README and the documents quote, measured on the machine at hand: `make bench`."""
