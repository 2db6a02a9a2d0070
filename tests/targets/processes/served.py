"""What gunicorn serves: each request adds a block to what its worker keeps."""
import os

kept = []


def app(environ, start_response):
    kept.append(bytes(100_000))  # blocks
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d\n" % os.getpid()]
