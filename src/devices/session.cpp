#include "devices/session.h"

namespace gridpost::devices {

namespace asio = boost::asio;

Session::Session(asio::ip::tcp::socket socket, const Events& events, std::size_t max_queued)
    : socket_(std::move(socket)), events_(events), max_queued_(max_queued) {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

void Session::start() { read(); }

void Session::read() {
  socket_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](auto error, std::size_t octets) {
    if (error) return self->lost(error.message());
    self->reader_.feed(View(self->chunk_).first(octets));
    while (self->open()) {
      auto frame = self->reader_.next();
      if (!frame) return self->lost(frame.error().text());
      if (!*frame) break;
      self->events_.frame(self, std::move(**frame));
    }
    self->paused_ = self->waiting_.size() > self->max_queued_;
    if (self->open() && !self->paused_) self->read();
  });
}

void Session::flush() {
  if (!open() || !leaving_.empty() || waiting_.empty()) return;
  leaving_.swap(waiting_);
  asio::async_write(socket_, asio::buffer(leaving_), [self = shared_from_this()](auto error, std::size_t) {
    if (error) return self->lost(error.message());
    self->leaving_.clear();
    if (self->paused_ && self->waiting_.size() <= self->max_queued_) {
      self->paused_ = false;
      self->read();
    }
    self->flush();
  });
}

void Session::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Session::lost(const std::string& why) {
  if (!open()) return;
  close();
  events_.closed(shared_from_this(), why);
}

}  // namespace gridpost::devices
