"""The decision: questions, tables proved complete and unambiguous, results with reasons."""
