; Pail registers its scheme for the person when it starts (src/main/platform/launches.ts), which the uninstaller knows nothing of.
!macro customUnInstall
  ; An update runs the uninstaller of the version before: the scheme stays then.
  ${ifNot} ${isUpdated}
    ; Only where it is this Pail's: another copy may have it by now.
    ReadRegStr $R0 HKCU "Software\Classes\pail\shell\open\command" ""
    StrCpy $R1 '"$INSTDIR\'
    StrLen $R2 $R1
    StrCpy $R0 $R0 $R2
    ${if} $R0 == $R1
      DeleteRegKey HKCU "Software\Classes\pail"
    ${endIf}
  ${endIf}
!macroend
