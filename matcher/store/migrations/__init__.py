"""Schema migrations, shipped with the package and run at start. ``HEAD`` is the newest revision."""

HEAD = "0003"
