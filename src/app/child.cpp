#include "app/child.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <utility>

namespace gridpost::app {
namespace {

// Runs in the forked child: standard output to the pipe, errors to the log.
[[noreturn]] void become(const std::string& program, const std::vector<std::string>& arguments, int out, int log) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(out, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  execv(program.c_str(), argv.data());
  _exit(127);
}

// Reads from the pipe until "ready" came, the pipe was closed, or the time is over; copies everything to the log.
bool wait_ready(int in, int log, int seconds) {
  std::string text;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (std::chrono::steady_clock::now() < end) {
    pollfd p{in, POLLIN, 0};
    if (poll(&p, 1, 200) <= 0) continue;
    std::array<char, 4096> buffer;
    const ssize_t got = read(in, buffer.data(), buffer.size());
    if (got <= 0) return false;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (write(log, buffer.data(), static_cast<std::size_t>(got)) < 0) return false;
    if (text.find("ready\n") != std::string::npos) return true;
  }
  return false;
}

std::string last_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::string last;
  while (std::getline(in, line))
    if (!line.empty()) last = line;
  return last;
}

}  // namespace

Child::Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

Child& Child::operator=(Child&& other) noexcept {
  if (this != &other) {
    if (pid_ > 0) stop();
    pid_ = std::exchange(other.pid_, -1);
  }
  return *this;
}

Child::~Child() {
  if (pid_ > 0) stop();
}

Result<Child> Child::start(const std::string& program, const std::vector<std::string>& arguments,
                           const std::string& log_file, int seconds) {
  const int log = open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  std::array<int, 2> pipe_ends{};
  if (log < 0 || pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return fail(std::strerror(errno), log_file);
  const pid_t pid = fork();
  if (pid < 0) return fail(std::strerror(errno), program);
  if (pid == 0) become(program, arguments, pipe_ends[1], log);
  close(pipe_ends[1]);
  const bool ready = wait_ready(pipe_ends[0], log, seconds);
  close(pipe_ends[0]);
  close(log);
  Child child;
  child.pid_ = pid;
  if (!ready) {
    child.kill();
    return fail(fmt::format("'{} {}' did not start: {}", program, arguments.empty() ? "" : arguments.front(),
                            last_line(log_file)),
                log_file);
  }
  return child;
}

int Child::stop() {
  if (pid_ <= 0) return 0;
  ::kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Child::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

double Child::cpu_seconds() const {
  std::ifstream in(fmt::format("/proc/{}/stat", pid_));
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::size_t after_name = text.rfind(')');
  if (after_name == std::string::npos) return 0;
  std::istringstream fields(text.substr(after_name + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double Child::memory_mib() const {
  std::ifstream in(fmt::format("/proc/{}/statm", pid_));
  double whole = 0;
  double resident = 0;
  in >> whole >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

std::string own_program() {
  std::array<char, 4096> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size() - 1);
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : "gridpost";
}

Result<std::string> http_get(std::uint16_t port, const std::string& path) {
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(s, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(s);
    return fail(std::strerror(errno), fmt::format("127.0.0.1:{}", port));
  }
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
  std::string reply;
  std::array<char, 4096> buffer;
  if (send(s, request.data(), request.size(), MSG_NOSIGNAL) > 0)
    for (ssize_t got = recv(s, buffer.data(), buffer.size(), 0); got > 0;
         got = recv(s, buffer.data(), buffer.size(), 0))
      reply.append(buffer.data(), static_cast<std::size_t>(got));
  close(s);
  const std::size_t body = reply.find("\r\n\r\n");
  if (body == std::string::npos) return fail("there was no HTTP answer", path);
  return reply.substr(body + 4);
}

namespace {

// Below the ports that systems give to outgoing connections, which could take one between its choice and its use.
constexpr std::uint16_t kFirstPort = 12'000;
constexpr std::uint16_t kPortsEnd = 32'000;

// Taken with an abstract name, which is this process's until it ends.
bool reserve(std::uint16_t port) {
  const std::string name = fmt::format("gridpost-port-{}", port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
  const int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (bind(s, reinterpret_cast<sockaddr*>(&address), size) == 0) return true;  // and stays open
  close(s);
  return false;
}

bool is_free(std::uint16_t port) {
  const int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = bind(s, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(s);
  return free;
}

}  // namespace

std::uint16_t free_port() {
  static std::atomic<unsigned> next{std::random_device{}()};
  for (unsigned i = 0; i < kPortsEnd - kFirstPort; ++i) {
    const auto port = static_cast<std::uint16_t>(kFirstPort + next++ % (kPortsEnd - kFirstPort));
    if (is_free(port) && reserve(port)) return port;
  }
  return 0;
}

}  // namespace gridpost::app
