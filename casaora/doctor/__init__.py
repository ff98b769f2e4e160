"""`manage.py doctor`: what is wrong with an installation, why it matters and what to do, also where Django cannot start."""
