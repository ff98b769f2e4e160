"""The roof and the floor: wiring, doors, and the tools that know no app."""
