"""What a deployment decides: settings, addresses, origins, networks."""
