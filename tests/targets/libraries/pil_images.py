"""Pictures of Pillow's: 4 bytes a pixel in memory, whatever the file takes."""
import io

from PIL import Image


def thumbnail(image):
    half = image.resize((500, 500))  # half
    return half.resize((50, 50))  # small


kept = Image.new("RGB", (1_000, 1_000), "teal")  # new
small = thumbnail(kept)
file = io.BytesIO()
kept.save(file, "PNG")  # save
grey = Image.open(io.BytesIO(file.getvalue())).convert("L")  # grey
print(small.size, grey.size, grey.getpixel((1, 1)))
