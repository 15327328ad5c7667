// The event loop that a simulator in C++ would start from: std::priority_queue over (time, sequence), 100 pending
// events, each of which schedules another. Prints events per second of CPU time.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>

struct Event {
  double time;
  std::uint32_t sequence;
  std::uint32_t id;
  bool operator<(const Event &other) const {
    return time > other.time || (time == other.time && sequence > other.sequence);
  }
};

int main(int argc, char **argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 5000000;
  static int delays[4096];
  std::uint32_t state = 12345;
  for (int &delay : delays) {
    state = (state * 1103515245u + 12345u) & 0x7fffffffu;
    delay = static_cast<int>(state % 1000);
  }
  std::priority_queue<Event> queue;
  std::uint32_t sequence = 0;
  for (std::uint32_t id = 0; id < 100; id++) queue.push({double(delays[id]), sequence++, id});
  double sum = 0;
  const std::clock_t start = std::clock();
  for (int index = 0; index < count; index++) {
    const Event event = queue.top();
    queue.pop();
    sum += event.time;
    queue.push({event.time + delays[index & 4095], sequence++, event.id});
  }
  const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  std::fprintf(stderr, "%g\n", sum);
  std::printf("%.0f\n", count / seconds);
}
