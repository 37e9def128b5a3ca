"""Privacy, cookie, terms and withdrawal pages, made from versioned templates and what is true of this installation."""
