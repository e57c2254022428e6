// What the codec can do: a request to its pre-command, the two compared, an answer decoded and encoded again.
//   example REQUEST.xml ANSWER.hex
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <gridpost/codec.h>

namespace {

using namespace gridpost::codec;

std::string text_of(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int give_up(const Problem& problem) {
  std::cerr << problem.where << ": " << problem.what << "\n";
  return 1;
}

// Makes the pre-command of a request, and compares it with the request and with a later one.
int show_request(const Codec& codec, const std::string& request) {
  Beside beside;
  beside.device_type = "ESME";
  const auto command = codec.transform(request, beside);
  if (!command) return give_up(command.problem());
  std::cout << "a request for " << command->use_case << (command->critical ? ", to be signed: " : ": ")
            << command->octets << "\n";

  const auto same = codec.correlate(request, command->octets, beside);
  if (!same) return give_up(same.problem());
  std::cout << (same->empty() ? "is what the request means\n" : "is not what the request means\n");

  std::string later = request;
  later.replace(later.find("2030"), 4, "2031");
  const auto differences = codec.correlate(later, command->octets, beside);
  if (!differences) return give_up(differences.problem());
  for (const Difference& d : *differences)
    std::cout << "a later request: " << d.where << " should be " << d.expected << ", is " << d.found << "\n";
  return 0;
}

int show_answer(const Codec& codec, const std::string& answer) {
  for (const Form form : {Form::Text, Form::Mmc}) {
    const auto text = codec.decode(answer, form);
    if (!text) return give_up(text.problem());
    std::cout << *text;
  }
  const auto values = codec.decode(answer, Form::Values);
  if (!values) return give_up(values.problem());
  const auto octets = codec.encode(*values);
  if (!octets) return give_up(octets.problem());
  const bool same = answer.compare(0, octets->size(), *octets) == 0;
  std::cout << (same ? "the same octets again\n" : "other octets\n");
  return same ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "example REQUEST.xml ANSWER.hex\n";
    return 2;
  }
  const Codec codec;  // without keys: nothing is verified, encrypted parts stay closed
  if (const int failed = show_request(codec, text_of(argv[1]))) return failed;
  if (const int failed = show_answer(codec, text_of(argv[2]))) return failed;
  const auto none = codec.decode("DD0000", Form::Text);
  if (none) return 1;
  std::cout << "no message: " << none.problem().where << ": " << none.problem().what << "\n";
  return 0;
}
