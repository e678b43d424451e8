"""Card readers: drivers for chip and tap beside their twin, and the desk at which all ways wait."""
