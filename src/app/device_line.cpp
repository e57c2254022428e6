#include "app/device_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace gridpost::app {

DeviceLine::DeviceLine(const network::Endpoint& device) : endpoint_(device), network_({.endpoints = {device}}) {
  network_.on_connected([this] {
    const std::lock_guard lock(mutex_);
    connected_ = true;
    if (waiting_) network_.send(waiting_->hub, waiting_->delivery, waiting_->command);
    changed_.notify_all();
  });
  network_.on_taken([this](std::uint64_t delivery) {
    const std::lock_guard lock(mutex_);
    if (waiting_ && waiting_->delivery == delivery) reply_.taken = true;
  });
  network_.on_message([this](engine::Network::Incoming incoming) {
    {
      const std::lock_guard lock(mutex_);
      if (incoming.alert)
        alerts_.push_back(std::move(incoming.message));
      else if (waiting_ && waiting_->delivery == incoming.delivery)
        reply_.answer = std::move(incoming.message);
      changed_.notify_all();
    }
    incoming.acknowledge();
  });
}

DeviceLine::~DeviceLine() { network_.stop(); }

Status DeviceLine::open(std::chrono::milliseconds patience) {
  network_.start();
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, patience, [&] { return connected_; })) return {};
  return fail("no device process answers there", fmt::format("{}:{}", endpoint_.host, endpoint_.port));
}

DeviceLine::Reply DeviceLine::ask(Eui64 hub, std::uint64_t delivery, const Bytes& command,
                                  std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  waiting_ = Waiting{hub, delivery, command};
  reply_ = {};
  network_.send(hub, delivery, command);
  changed_.wait_for(lock, patience, [&] { return reply_.answer.has_value(); });
  waiting_.reset();
  return std::move(reply_);
}

bool DeviceLine::await_alert(const std::function<bool(const Bytes& alert)>& is_it, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return std::any_of(alerts_.begin(), alerts_.end(), is_it); });
}

}  // namespace gridpost::app
