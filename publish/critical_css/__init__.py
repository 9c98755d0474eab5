"""Each page carries the rules that fit it; the theme's own files wait until they are needed."""
