"""What is proven over several packages: films, contracts, concurrency, architecture; the plugin."""
