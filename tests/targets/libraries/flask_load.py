"""A server of Flask's, a thread for each request, and four clients with fifty requests each; its view keeps something each time."""
import http.client
import logging
import threading

from flask import Flask
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.ERROR)
app = Flask(__name__)
kept = []


@app.route("/page/<int:number>")
def page(number):
    kept.append(bytes(10_000))  # kept
    body = bytes(20_000)  # body
    return body


def ask(answers):
    for number in range(50):
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
        connection.request("GET", f"/page/{number}")
        answer = connection.getresponse()
        answers.append((answer.status, len(answer.read())))
        connection.close()


server = make_server("127.0.0.1", 0, app, threaded=True)
server.daemon_threads = False
serving = threading.Thread(target=server.serve_forever)
serving.start()
answers = [[] for _ in range(4)]
clients = [threading.Thread(target=ask, args=(mine,)) for mine in answers]
for client in clients:
    client.start()
for client in clients:
    client.join()
server.shutdown()
serving.join()
server.server_close()
print([mine.count((200, 20_000)) for mine in answers], len(kept))
