#include <unistd.h>

#include <clocale>
#include <csignal>
#include <iostream>

#include "cli/command.hpp"

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  std::signal(SIGPIPE, SIG_IGN);  // `clamor status | head` ends quietly
  const std::vector<std::string> args(argv + 1, argv + argc);
  return clamor::cli::run(args, std::cin, std::cout, std::cerr, isatty(STDERR_FILENO) == 1);
}
