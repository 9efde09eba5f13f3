#include "cli/options.hpp"

#include <boost/program_options.hpp>
#include <charconv>

#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace po = boost::program_options;
using i18n::tr_format;

// "--conf" must not be taken for "--config": a script that worked would break with the next option.
constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;

po::options_description describe(const std::vector<const std::vector<Flag>*>& lists) {
  po::options_description description;
  for (const std::vector<Flag>* list : lists)
    for (const Flag& flag : *list) {
      if (flag.value)
        description.add_options()(flag.name, po::value<std::string>());
      else
        description.add_options()(flag.name, "");
    }
  return description;
}

// The command is the first word that is not the value of a global option.
std::string find_command_word(const std::vector<std::string>& args) {
  const auto description = describe({&global_flags()});
  const auto parsed =
      po::command_line_parser(args).options(description).style(style).allow_unregistered().run();
  for (const auto& option : parsed.options)
    if (option.position_key >= 0 && !option.value.empty()) return option.value.front();
  return {};
}

tl::unexpected<Error> refuse(const std::string& command, const std::string& sentence) {
  const std::string help = command.empty() ? "clamor help" : "clamor help " + command;
  return fail(Errc::invalid_input, sentence + ' ' + tr_format("Type `{0}` to see what can be said.", help));
}

}  // namespace

Result<CommandLine> read_command_line(const std::vector<std::string>& args) {
  CommandLine line;
  try {
    line.command = find_command_word(args);
    const Command* command = find_command(line.command);
    static const std::vector<Flag> none;
    const auto description = describe({&global_flags(), command ? &command->flags : &none});
    const auto parsed =
        po::command_line_parser(args).options(description).style(style).allow_unregistered().run();
    bool command_seen = false;
    for (const auto& option : parsed.options) {
      if (option.unregistered) {
        const std::string shown =
            printable(option.original_tokens.empty() ? option.string_key : option.original_tokens.front());
        return refuse(command ? line.command : "", tr_format("There is no option {0} here.", shown));
      }
      if (option.position_key >= 0) {
        for (const std::string& word : option.value) {
          if (!command_seen && word == line.command)
            command_seen = true;
          else
            line.words.push_back(word);
        }
      } else {
        line.given.add(option.string_key, option.value.empty() ? "" : option.value.front());
      }
    }
  } catch (const po::invalid_command_line_syntax& error) {
    const bool missing = error.kind() == po::invalid_syntax::missing_parameter ||
                         error.kind() == po::invalid_syntax::empty_adjacent_parameter;
    return refuse(line.command,
                  missing ? tr_format("The option {0} needs a value after it.", error.get_option_name())
                          : tr_format("The option {0} takes no value.", error.get_option_name()));
  } catch (const po::error& error) {
    return refuse(line.command, printable(error.what()));
  }
  return line;
}

Result<long long> whole_number(const Given& given, const std::string& name, long long fallback, long long min,
                               long long max) {
  const auto text = given.get(name);
  if (!text) return fallback;
  long long value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc{} && end == text->data() + text->size() && value >= min && value <= max)
    return value;
  return fail(Errc::invalid_input,
              tr_format("--{0} must be a whole number from {1} to {2}.", name, min, max));
}

}  // namespace clamor::cli
