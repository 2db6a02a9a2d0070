import threading


@profile
def work(n):
    for i in range(n):
        a = [i] * 100
    return a


@profile
def all_of_them():
    threads = [threading.Thread(target=work, args=(n,)) for n in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


all_of_them()
