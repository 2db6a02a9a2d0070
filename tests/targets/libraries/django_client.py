"""Django's test client asks fifty times for a page whose view keeps something each time."""
import gc

import django
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import path

settings.configure(DEBUG=False, SECRET_KEY="known", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"])
kept = []


def page(request, number):
    kept.append(bytes(10_000))  # kept
    body = bytes(20_000)  # body
    return HttpResponse(body, headers={"Number": str(number)})


urlpatterns = [path("page/<int:number>", page)]
django.setup()
client = Client()
answers = 0
for number in range(50):
    answer = client.get(f"/page/{number}")
    answers += answer.status_code == 200 and answer.headers["Number"] == str(number) and len(answer.content) == 20_000
    del answer
status = client.get("/nowhere").status_code
gc.collect()
print(answers, status, len(kept))
