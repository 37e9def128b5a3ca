"""Files that people upload: cleaned on the way in, served in sizes that fit."""
