"""A real Chromium against a real server. Required in CI; elsewhere they run where Chromium is found."""
