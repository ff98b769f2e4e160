"""The tests mirror the packages; the cast and the scenes are in casaora.demo."""
