#include "gateway/http_client.h"

#include <future>

namespace gridpost::gateway {

Result<ClientReply> HttpClient::post(const std::string& url, std::string body, std::chrono::milliseconds timeout) {
  GP_TRY(parsed, Url::parse(url));
  // Shared: get() may return while the pool's thread is still in set_value().
  auto promise = std::make_shared<std::promise<Result<ClientReply>>>();
  auto future = promise->get_future();
  pool_.post(std::move(parsed), std::move(body), timeout,
             [promise](Result<ClientReply> reply) { promise->set_value(std::move(reply)); });
  return future.get();
}

}  // namespace gridpost::gateway
