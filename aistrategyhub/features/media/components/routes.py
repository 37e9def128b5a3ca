"""Where the library's screens and its upload route are."""

MEDIA_ROUTE = "/admin/media"
UPLOAD_ADDRESS = "/api/v1/media"
# Only to spare a journey: the route looks at the content.
PICTURES = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff,image/svg+xml"
EVERYTHING = f"{PICTURES},.pdf,.docx,.xlsx,.zip,.txt,.csv,video/mp4,video/webm"
