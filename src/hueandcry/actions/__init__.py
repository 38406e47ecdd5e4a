"""What supporters do: acting, confirming, copies, replies, the tally, news and forgetting."""
