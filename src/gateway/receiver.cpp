#include "gateway/receiver.h"

#include <utility>

namespace gridpost::gateway {

Receiver::Receiver(OnMessage on_message, std::string path, TlsPtr tls)
    : path_(std::move(path)),
      server_(
          {Route{.method = "POST",
                 .path = path_,
                 .content_type = "application/xml",
                 .body_limit = 16 * kMebibyte,
                 .handler =
                     [on_message = std::move(on_message)](Request&& request, Answer answer) {
                       const bool taken = on_message(std::move(request.body));
                       answer(taken ? Reply{.status = 204, .body = {}, .headers = {}} : plain(400, "message refused"));
                     }}},
          {}, {}, std::move(tls)) {}

}  // namespace gridpost::gateway
