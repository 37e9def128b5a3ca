"""What pages, posts and services share: drafts, versions, addresses, schedule and previews."""
