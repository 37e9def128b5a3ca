"""What the owner's screens say of the catalogue, and what their forms mean. Pure."""
