"""What the words of a request settle: phrases as data, and the engine that reads them."""
