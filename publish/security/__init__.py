"""What published pages may load, and from where: content security policy and headers."""
