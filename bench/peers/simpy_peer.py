"""The same two jobs in SimPy. Prints events per second of CPU time.

usage: simpy_peer.py version | schedule COUNT | broadcast COUNT
"""
import random
import sys
import time

import simpy


def schedule(count):
    """100 pending timeouts, each of which schedules another by a callback: SimPy's barest loop."""
    environment = simpy.Environment()
    rng = random.Random(1)
    delays = [rng.randrange(1000) for _ in range(4096)]
    done = 0

    def tick(_event):
        nonlocal done
        done += 1
        environment.timeout(delays[done & 4095]).callbacks.append(tick)

    for index in range(100):
        environment.timeout(delays[index]).callbacks.append(tick)
    start = time.process_time()
    while done < count:
        environment.step()
    return done / (time.process_time() - start)


def broadcast(count):
    """16 nodes; each broadcasts every 1,000 to the Stores of the others, with a uniform latency from 1,000 to 5,000."""
    environment = simpy.Environment()
    rng = random.Random(1)
    stores = [simpy.Store(environment) for _ in range(16)]
    delivered = 0

    def receiver(store):
        nonlocal delivered
        while True:
            yield store.get()
            delivered += 1

    def arrive(event):
        store, message = event.value
        store.put(message)

    def sender(self):
        while True:
            yield environment.timeout(1000)
            for to, store in enumerate(stores):
                if to != self:
                    latency = rng.uniform(1000, 5000)
                    environment.timeout(latency, (store, 1)).callbacks.append(arrive)

    for index, store in enumerate(stores):
        environment.process(receiver(store))
        environment.process(sender(index))
    start = time.process_time()
    while delivered < count:
        environment.step()
    return delivered / (time.process_time() - start)


if __name__ == "__main__":
    if sys.argv[1] == "version":
        print(simpy.__version__)
    else:
        job = {"schedule": schedule, "broadcast": broadcast}[sys.argv[1]]
        print(f"{job(int(sys.argv[2])):.0f}")
