"""Three greenlets take turns, each a block a turn: what one asks for must not go to another."""
import gevent


def alpha(kept):
    for count in range(40):
        kept.append(bytes(10_000))  # alpha
        gevent.sleep(0)


def beta(kept):
    for count in range(40):
        deeper(kept)
        gevent.sleep(0)


def deeper(kept):
    kept.append(bytes(20_000))  # beta


def gamma(kept):
    for count in range(40):
        gevent.sleep(0)
        kept.append(bytes(30_000))  # gamma


blocks = []
gevent.joinall([gevent.spawn(function, blocks) for function in (alpha, beta, gamma)])
print(len(blocks))
